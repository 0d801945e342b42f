{{- define "groundwork.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What selects the pods of a component: never changes, since a Deployment's selector cannot. (dict "root" . "component" "chat") */}}
{{- define "groundwork.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "groundwork.labels" -}}
{{ include "groundwork.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: groundwork
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Two tracks of one component are told apart by this label, which only gateway and chat have. */}}
{{- define "groundwork.track" -}}
groundwork.io/track: {{ . }}
{{- end -}}

{{/* (dict "root" . "image" .Values.chat.image): the digest wins. */}}
{{- define "groundwork.image" -}}
{{- $name := .image.repository -}}
{{- with .root.Values.image.registry }}{{ $name = printf "%s/%s" (trimSuffix "/" .) $name }}{{ end -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $name .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (.image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* (dict "root" . "component" "chat"); the worker is the ingestion service to Azure. */}}
{{- define "groundwork.serviceAccountName" -}}
{{- $service := ternary "ingestion" .component (eq .component "worker") -}}
{{- (index .root.Values $service).serviceAccount.name | default (printf "%s-%s" (include "groundwork.fullname" .root) $service) -}}
{{- end -}}

{{- define "groundwork.assertionSecret" -}}
{{- .Values.assertionKeys.existingSecret | default (printf "%s-assertion-keys" (include "groundwork.fullname" .)) -}}
{{- end -}}

{{- define "groundwork.tlsSecret" -}}
{{- .Values.exposure.ingress.tls.secretName | default (printf "%s-tls" (include "groundwork.fullname" .)) -}}
{{- end -}}

{{/* Pod Security "restricted", and more. */}}
{{- define "groundwork.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "groundwork.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Whether replicas of this component are counted by somebody else than the chart. */}}
{{- define "groundwork.isScaled" -}}
{{- $values := index .root.Values .component -}}
{{- if and (hasKey $values "autoscaling") (ne $values.autoscaling.mode "none") -}}true{{- end -}}
{{- end -}}

{{/* Most replicas this component may have. */}}
{{- define "groundwork.maxReplicas" -}}
{{- $values := index .root.Values .component -}}
{{- if include "groundwork.isScaled" . -}}{{ $values.autoscaling.max }}{{- else -}}{{ $values.replicas }}{{- end -}}
{{- end -}}

{{/* Fewest replicas this component has in peace. */}}
{{- define "groundwork.minReplicas" -}}
{{- $values := index .root.Values .component -}}
{{- if include "groundwork.isScaled" . -}}{{ $values.autoscaling.min }}{{- else -}}{{ $values.replicas }}{{- end -}}
{{- end -}}

{{- define "groundwork.hasRedis" -}}
{{- if or .Values.redis.url .Values.redis.urlFrom.secret -}}true{{- end -}}
{{- end -}}
