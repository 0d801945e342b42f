{{/* Peers of a NetworkPolicy, and the ports, that several policies name. */}}

{{- define "groundwork.peer" -}}
- podSelector:
    matchLabels:
      {{- include "groundwork.selectorLabels" . | nindent 6 }}
{{- end -}}

{{/* Everything but private, shared and link-local addresses: what is left is the internet. */}}
{{- define "groundwork.internet" -}}
- ipBlock:
    cidr: 0.0.0.0/0
    except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]
{{- end -}}

{{- define "groundwork.egress.dns" -}}
- to:
    - namespaceSelector:
        matchLabels: { kubernetes.io/metadata.name: kube-system }
      podSelector:
        matchLabels: { k8s-app: kube-dns }
    {{- with .Values.networkPolicy.dnsPeers }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  ports:
    - { protocol: UDP, port: 53 }
    - { protocol: TCP, port: 53 }
{{- end -}}

{{/* Ports of local Azure (blobs, queues, tables; models and search) that each component speaks to. */}}
{{- define "groundwork.localPorts" -}}
{{- $all := list 10000 10001 10002 10003 -}}
{{- dict "gateway" (list 10002 10003) "chat" (list 10000 10002 10003) "ingestion" $all "worker" $all "index-setup" $all | toJson -}}
{{- end -}}

{{/* Models, storage, search and Entra ID; or local Azure. (dict "root" . "component" "chat") */}}
{{- define "groundwork.egress.azure" -}}
{{- $policy := .root.Values.networkPolicy -}}
{{- if .root.Values.localAzure.enabled -}}
- to:
    {{- include "groundwork.peer" (dict "root" .root "component" "local-azure") | nindent 4 }}
  ports:
    {{- range get (include "groundwork.localPorts" . | fromJson) .component }}
    - { protocol: TCP, port: {{ . }} }
    {{- end }}
{{- else if not $policy.cilium.enabled -}}
- to:
    {{- if $policy.azurePeers }}
    {{- toYaml $policy.azurePeers | nindent 4 }}
    {{- else }}
    {{- include "groundwork.internet" .root | nindent 4 }}
    {{- end }}
  ports:
    - { protocol: TCP, port: 443 }
- to:
    {{- if $policy.identityPeers }}
    {{- toYaml $policy.identityPeers | nindent 4 }}
    {{- else }}
    {{- include "groundwork.internet" .root | nindent 4 }}
    {{- end }}
  ports:
    - { protocol: TCP, port: 443 }
{{- end -}}
{{- end -}}

{{- define "groundwork.egress.redis" -}}
{{- if and (include "groundwork.hasRedis" .) .Values.redis.peers -}}
- to:
    {{- toYaml .Values.redis.peers | nindent 4 }}
  ports:
    - { protocol: TCP, port: {{ .Values.redis.port }} }
{{- end -}}
{{- end -}}

{{- define "groundwork.ingress.metrics" -}}
{{- if and .Values.monitoring.enabled .Values.networkPolicy.monitoringNamespaces -}}
- from:
    {{- range .Values.networkPolicy.monitoringNamespaces }}
    - namespaceSelector:
        matchLabels: { kubernetes.io/metadata.name: {{ . }} }
    {{- end }}
  ports:
    - { protocol: TCP, port: {{ .Values.monitoring.port }} }
{{- end -}}
{{- end -}}

{{/* The head of a policy. (dict "root" . "component" "chat") */}}
{{- define "groundwork.policyHead" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "groundwork.fullname" .root }}-{{ .component }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "groundwork.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  podSelector:
    matchLabels:
      {{- include "groundwork.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
{{- end -}}
