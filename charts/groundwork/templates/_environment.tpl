{{/*
The environment of each program, as a YAML map of name to value. `null` in values means that the service's own default
holds, and the variable is not set. tests/chart-environment.spec.ts holds these names against what the services read.
*/}}

{{/* Entries of a `config` map that say something. */}}
{{- define "groundwork.env.config" -}}
{{- range $name, $value := . }}
{{- if not (kindIs "invalid" $value) }}
{{ $name }}: {{ include "groundwork.text" $value | quote }}
{{- end }}
{{- end }}
{{- end -}}

{{/* Numbers of values files are floats to Go, which would write 104857600 as 1.048576e+08. */}}
{{- define "groundwork.text" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{- define "groundwork.localAzureHost" -}}
{{- printf "%s-local-azure" (include "groundwork.fullname" .) -}}
{{- end -}}

{{/* (dict "root" . "kind" "table" "port" 10002) */}}
{{- define "groundwork.storageUrl" -}}
{{- $values := .root.Values -}}
{{- $given := index $values.storage (printf "%sUrl" .kind) -}}
{{- if $given -}}{{ $given }}
{{- else if $values.storage.account -}}{{ printf "https://%s.%s.core.windows.net" $values.storage.account .kind }}
{{- else -}}{{ printf "http://%s:%d/devstoreaccount1" (include "groundwork.localAzureHost" .root) .port }}
{{- end -}}
{{- end -}}

{{- define "groundwork.env.tables" -}}
STORAGE_TABLE_URL: {{ include "groundwork.storageUrl" (dict "root" . "kind" "table" "port" 10002) }}
{{- if .Values.localAzure.enabled }}
# Not a secret: the key of every Azurite, in Microsoft's documents.
STORAGE_ACCOUNT_KEY: Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
{{- end }}
{{- end -}}

{{- define "groundwork.env.storage" -}}
STORAGE_BLOB_URL: {{ include "groundwork.storageUrl" (dict "root" . "kind" "blob" "port" 10000) }}
STORAGE_QUEUE_URL: {{ include "groundwork.storageUrl" (dict "root" . "kind" "queue" "port" 10001) }}
{{ include "groundwork.env.tables" . }}
{{- end -}}

{{- define "groundwork.env.search" -}}
{{- if .Values.localAzure.enabled }}
SEARCH_URL: http://{{ include "groundwork.localAzureHost" . }}:10003
SEARCH_API_KEY: local-azure-key
{{- else }}
SEARCH_URL: {{ .Values.search.url | quote }}
{{- end }}
{{- end -}}

{{- define "groundwork.env.models" -}}
{{- $models := .Values.models -}}
{{- $local := printf "http://%s:10003/openai/v1" (include "groundwork.localAzureHost" .) -}}
{{- if $models.deployments }}
MODEL_DEPLOYMENTS_FILE: /etc/groundwork/deployments.json
{{- else if $models.baseUrl }}
MODEL_BASE_URL: {{ $models.baseUrl | quote }}
{{- else }}
MODEL_BASE_URL: {{ $local }}
MODEL_API_KEY: local-azure-key
{{- end }}
CHAT_MODEL: {{ $models.chatModel | default "local-extractive" | quote }}
EMBEDDING_MODEL: {{ $models.embeddingModel | default "local-hashed" | quote }}
{{- if $models.embeddingBaseUrl }}
EMBEDDING_BASE_URL: {{ $models.embeddingBaseUrl | quote }}
{{- else if and (not $models.embeddingModel) (or $models.baseUrl $models.deployments) }}
EMBEDDING_BASE_URL: {{ $local }}
EMBEDDING_API_KEY: local-azure-key
{{- end }}
{{- if $models.embeddingDimensions }}
EMBEDDING_DIMENSIONS: {{ $models.embeddingDimensions | int64 | quote }}
{{- else if not $models.embeddingModel }}
EMBEDDING_DIMENSIONS: "3072"
{{- end }}
{{- include "groundwork.env.config" $models.config }}
{{- end -}}

{{- define "groundwork.env.contentSafety" -}}
{{- with .Values.contentSafety.url }}
CONTENT_SAFETY_URL: {{ . | quote }}
{{- end }}
{{- include "groundwork.env.config" .Values.contentSafety.config }}
{{- end -}}

{{- define "groundwork.env.redis" -}}
{{- with .Values.redis.url }}
REDIS_URL: {{ . | quote }}
{{- end }}
{{- end -}}

{{- define "groundwork.env.gateway" -}}
{{- $fullname := include "groundwork.fullname" . -}}
GATEWAY_HOST: 0.0.0.0
GATEWAY_PORT: "8080"
{{- if .Values.monitoring.enabled }}
METRICS_PORT: {{ .Values.monitoring.port | int64 | quote }}
{{- end }}
CHAT_URL: http://{{ $fullname }}-chat:8080
INGESTION_URL: http://{{ $fullname }}-ingestion:8080
GATEWAY_REPLICAS: {{ include "groundwork.maxReplicas" (dict "root" . "component" "gateway") | int | max 1 | quote }}
UPLOAD_MAX_BYTES: {{ .Values.uploads.maxBytes | int64 | quote }}
WEB_DIR: services/web/dist
NODE_ENV: production
LOG_LEVEL: {{ .Values.logLevel }}
{{ include "groundwork.env.tables" . }}
{{- include "groundwork.env.models" . }}
{{- include "groundwork.env.contentSafety" . }}
{{- include "groundwork.env.redis" . }}
{{- $own := omit .Values.gateway.config "ANONYMOUS_HOSTS" }}
{{- if eq .Values.gateway.config.AUTH_MODE "none" }}
{{- $hosts := list (printf "%s-gateway" $fullname) }}
{{- with .Values.exposure.host }}{{ $hosts = append $hosts . }}{{ end }}
{{- with .Values.gateway.config.ANONYMOUS_HOSTS }}{{ $hosts = append $hosts . }}{{ end }}
ANONYMOUS_HOSTS: {{ join "," $hosts | quote }}
{{- end }}
{{- include "groundwork.env.config" $own }}
{{- end -}}

{{- define "groundwork.env.chat" -}}
HOST: 0.0.0.0
PORT: "8080"
{{- if .Values.monitoring.enabled }}
METRICS_PORT: {{ .Values.monitoring.port | int64 | quote }}
{{- end }}
INGESTION_URL: http://{{ include "groundwork.fullname" . }}-ingestion:8080
LOG_LEVEL: {{ .Values.logLevel }}
{{ include "groundwork.env.storage" . }}
{{- include "groundwork.env.search" . }}
{{- include "groundwork.env.models" . }}
{{- include "groundwork.env.contentSafety" . }}
{{- include "groundwork.env.redis" . }}
{{- include "groundwork.env.config" .Values.chat.config }}
{{- end -}}

{{/* What index-cli needs, and both halves of ingestion too. */}}
{{- define "groundwork.env.backend" -}}
LOG_LEVEL: {{ .Values.logLevel }}
{{ include "groundwork.env.storage" . }}
{{- include "groundwork.env.search" . }}
{{- include "groundwork.env.models" . }}
{{- end -}}

{{/* (dict "root" . "role" "api") */}}
{{- define "groundwork.env.ingestionOf" -}}
{{- $values := .root.Values -}}
HOST: 0.0.0.0
PORT: "8080"
{{- if $values.monitoring.enabled }}
METRICS_PORT: {{ $values.monitoring.port | int64 | quote }}
{{- end }}
INGESTION_ROLE: {{ .role }}
UPLOAD_MAX_BYTES: {{ $values.uploads.maxBytes | int64 | quote }}
{{ include "groundwork.env.backend" .root }}
{{- include "groundwork.env.config" $values.ingestion.config }}
{{- end -}}

{{- define "groundwork.env.ingestion" -}}{{ include "groundwork.env.ingestionOf" (dict "root" . "role" "api") }}{{- end -}}
{{- define "groundwork.env.worker" -}}{{ include "groundwork.env.ingestionOf" (dict "root" . "role" "worker") }}{{- end -}}

{{- define "groundwork.env.localAzure" -}}
LOCAL_AZURE_HOST: 0.0.0.0
LOCAL_AZURE_BLOB_PORT: "10000"
LOCAL_AZURE_QUEUE_PORT: "10001"
LOCAL_AZURE_TABLE_PORT: "10002"
LOCAL_AZURE_PORT: "10003"
LOCAL_AZURE_API_KEY: local-azure-key
SEARCH_VISIBILITY_LAG_MS: {{ .Values.localAzure.searchVisibilityLagMs | int64 | quote }}
GROUNDWORK_DATA_DIR: /data
{{- end -}}

{{/* One variable from a Secret. (list "NAME" "secret" "key") */}}
{{- define "groundwork.secretVariable" -}}
- name: {{ index . 0 }}
  valueFrom:
    secretKeyRef:
      name: {{ index . 1 }}
      key: {{ index . 2 }}
{{- end -}}

{{/* Keys of models, which all programs take. */}}
{{- define "groundwork.secrets.models" -}}
{{- with .Values.models.apiKey }}{{- if .secret }}
{{ include "groundwork.secretVariable" (list "MODEL_API_KEY" .secret .key) }}
{{- end }}{{- end }}
{{- with .Values.models.embeddingApiKey }}{{- if .secret }}
{{ include "groundwork.secretVariable" (list "EMBEDDING_API_KEY" .secret .key) }}
{{- end }}{{- end }}
{{- range .Values.secretEnv }}
{{ include "groundwork.secretVariable" (list .name .secret .key) }}
{{- end }}
{{- end -}}

{{- define "groundwork.secrets.contentSafety" -}}
{{- with .Values.contentSafety.apiKey }}{{- if .secret }}
{{ include "groundwork.secretVariable" (list "CONTENT_SAFETY_KEY" .secret .key) }}
{{- end }}{{- end }}
{{- end -}}

{{- define "groundwork.secrets.redis" -}}
{{- with .Values.redis.urlFrom }}{{- if .secret }}
{{ include "groundwork.secretVariable" (list "REDIS_URL" .secret .key) }}
{{- end }}{{- end }}
{{- end -}}

{{- define "groundwork.secrets.gateway" -}}
{{ include "groundwork.secretVariable" (list "ASSERTION_PRIVATE_KEY" (include "groundwork.assertionSecret" .) "private.pem") }}
{{- include "groundwork.secrets.models" . }}
{{- include "groundwork.secrets.contentSafety" . }}
{{- include "groundwork.secrets.redis" . }}
{{- end -}}

{{- define "groundwork.secrets.chat" -}}
{{ include "groundwork.secretVariable" (list "ASSERTION_PUBLIC_KEY" (include "groundwork.assertionSecret" .) "public.pem") }}
{{- include "groundwork.secrets.models" . }}
{{- include "groundwork.secrets.contentSafety" . }}
{{- include "groundwork.secrets.redis" . }}
{{- end -}}

{{- define "groundwork.secrets.ingestion" -}}
{{ include "groundwork.secretVariable" (list "ASSERTION_PUBLIC_KEY" (include "groundwork.assertionSecret" .) "public.pem") }}
{{- with .Values.ingestion.documentIntelligenceKey }}{{- if .secret }}
{{ include "groundwork.secretVariable" (list "DOCUMENT_INTELLIGENCE_API_KEY" .secret .key) }}
{{- end }}{{- end }}
{{- include "groundwork.secrets.models" . }}
{{- end -}}
{{- define "groundwork.secrets.worker" -}}{{ include "groundwork.secrets.ingestion" . }}{{- end -}}
