{{/*
A Deployment of one of our services.
(dict "root" . "component" "chat" "image" .Values.chat.image "track" "stable|canary|" "args" (list ...))
*/}}
{{- define "groundwork.deployment" -}}
{{- $root := .root -}}
{{- $values := index $root.Values .component -}}
{{- $fullname := include "groundwork.fullname" $root -}}
{{- $isCanary := eq .track "canary" -}}
{{- $name := printf "%s-%s%s" $fullname .component (ternary "-canary" "" $isCanary) -}}
{{- $scope := dict "root" $root "component" .component -}}
{{- $service := ternary "ingestion" .component (eq .component "worker") -}}
{{- $config := include (printf "groundwork.env.%s" .component) $root -}}
{{- $pool := $root.Values.models.deployments | toJson -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "groundwork.labels" $scope | nindent 4 }}
    {{- with .track }}
    {{- include "groundwork.track" . | nindent 4 }}
    {{- end }}
spec:
  {{- if $isCanary }}
  replicas: {{ $root.Values.canary.replicas }}
  {{- else if not (include "groundwork.isScaled" $scope) }}
  replicas: {{ $values.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  minReadySeconds: 5
  # Above startupProbe, and below the time-out of a release.
  progressDeadlineSeconds: 300
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  selector:
    matchLabels:
      {{- include "groundwork.selectorLabels" $scope | nindent 6 }}
      {{- with .track }}
      {{- include "groundwork.track" . | nindent 6 }}
      {{- end }}
  template:
    metadata:
      labels:
        {{- include "groundwork.labels" $scope | nindent 8 }}
        {{- with .track }}
        {{- include "groundwork.track" . | nindent 8 }}
        {{- end }}
        {{- if (index $root.Values $service).serviceAccount.clientId }}
        azure.workload.identity/use: "true"
        {{- end }}
      annotations:
        checksum/config: {{ print $config $pool | sha256sum }}
        checksum/identity: {{ (index $root.Values $service).serviceAccount | toJson | sha256sum }}
        {{- with $root.Values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "groundwork.serviceAccountName" $scope }}
      automountServiceAccountToken: false
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
      {{- with $root.Values.priorityClass.name }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- with $root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- include "groundwork.podSecurityContext" $root | nindent 8 }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: {{ $root.Values.topologySpread.whenUnsatisfiable }}
          nodeTaintsPolicy: Honor
          matchLabelKeys: [pod-template-hash]
          labelSelector:
            matchLabels:
              {{- include "groundwork.selectorLabels" $scope | nindent 14 }}
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          nodeTaintsPolicy: Honor
          matchLabelKeys: [pod-template-hash]
          labelSelector:
            matchLabels:
              {{- include "groundwork.selectorLabels" $scope | nindent 14 }}
      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 50
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchLabels:
                    {{- include "groundwork.selectorLabels" $scope | nindent 20 }}
      {{- with $values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .component }}
          image: {{ include "groundwork.image" (dict "root" $root "image" .image) }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          ports:
            - name: http
              containerPort: 8080
            {{- if $root.Values.monitoring.enabled }}
            - name: metrics
              containerPort: {{ $root.Values.monitoring.port }}
            {{- end }}
          envFrom:
            - configMapRef:
                name: {{ $name }}
          env:
            {{- include (printf "groundwork.secrets.%s" .component) $root | trim | nindent 12 }}
          {{- if hasKey $values "preStopSeconds" }}
          lifecycle:
            preStop:
              sleep:
                seconds: {{ $values.preStopSeconds }}
          {{- end }}
          # Loading the libraries, and the first answers of what it depends on. The probes below begin when this one has passed.
          # A second on a free core; two minutes bear a node where much starts at once.
          startupProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 1
            timeoutSeconds: 2
            failureThreshold: 120
          # 503 while it starts or drains, or when storage or search have been silent for 10 s.
          readinessProbe:
            httpGet: { path: /health/ready, port: http }
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          # The process only: what it depends on must not have it restarted. Patient, so that load does not look like death.
          livenessProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
            failureThreshold: 6
          resources:
            {{- toYaml $values.resources | nindent 12 }}
          securityContext:
            {{- include "groundwork.containerSecurityContext" $root | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- if $root.Values.models.deployments }}
            - name: models
              mountPath: /etc/groundwork
              readOnly: true
            {{- end }}
      volumes:
        - name: tmp
          emptyDir:
            sizeLimit: 1Gi
        {{- if $root.Values.models.deployments }}
        - name: models
          configMap:
            name: {{ $fullname }}-models
        {{- end }}
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "groundwork.labels" $scope | nindent 4 }}
data:
  {{- $data := $config | fromYaml }}
  {{- if and $isCanary (eq .component "gateway") }}
  {{- $_ := set $data "CHAT_URL" (printf "http://%s-chat-canary:8080" $fullname) }}
  {{- end }}
  {{- toYaml $data | nindent 2 }}
{{- end -}}
