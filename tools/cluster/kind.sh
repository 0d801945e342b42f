#!/usr/bin/env bash
# A cluster for the tests on one where Docker Hub can be reached, as on GitHub's machines: kind, with what the chart needs.
# Its verbs are those of one-node.sh.
#
#   kind.sh up FILE          starts it, and writes the settings of the tests to FILE, for a shell
#   kind.sh load IMAGE ...   moves images from Docker into it
#   kind.sh down             ends it
set -euo pipefail
cd "$(dirname "$0")/../.."
name=groundwork-test
# Of kind 0.32; AKS runs the same minor.
node=kindest/node:v1.36.1@sha256:3489c7674813ba5d8b1a9977baea8a6e553784dab7b84759d1014dbd78f7ebd5
# Where the ingress controller takes TLS, on this machine alone.
port=${INGRESS_PORT:-8443}

# Custom resources that the staging and production profiles have, in the versions that the chart's checks know.
custom_resources() {
  local module version path folder
  read -r module version path <<<"$(awk -v name="$1" '$1 == name { print $2, $3, $4 }' tools/chart/schemas.txt)"
  folder=$(cd / && go mod download -json "$module@$version" | node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).Dir')
  kubectl apply --server-side --filename "$folder/$path" >/dev/null
}

case ${1:-} in
  up)
    PATH="$(tools/external/install.sh helm kind):$PATH"
    KUBECONFIG=$(mktemp -d)/config
    export KUBECONFIG
    kind create cluster --name "$name" --image "$node" --wait 120s --config - <<CONFIG
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
  - role: control-plane
    extraPortMappings: [{ containerPort: 443, hostPort: $port, listenAddress: 127.0.0.1 }]
CONFIG
    for custom in keda gateway-api prometheus-operator; do custom_resources "$custom"; done
    # One of each is enough here, and the node's own port leads in.
    helm upgrade --install ingress-nginx ingress-nginx --repo https://kubernetes.github.io/ingress-nginx --version 4.15.1 \
      --namespace ingress-nginx --create-namespace --values helm/addons/ingress-nginx.yaml --wait --timeout 5m \
      --set controller.replicaCount=1 --set controller.hostPort.enabled=true --set controller.service.type=NodePort
    helm upgrade --install cert-manager oci://quay.io/jetstack/charts/cert-manager --version v1.21.1 \
      --namespace cert-manager --create-namespace --values helm/addons/cert-manager.yaml --wait --timeout 5m \
      --set replicaCount=1 --set webhook.replicaCount=1 --set cainjector.replicaCount=1
    helm upgrade --install metrics-server metrics-server --repo https://kubernetes-sigs.github.io/metrics-server --version 3.13.0 \
      --namespace kube-system --wait --timeout 5m --set 'args={--kubelet-insecure-tls}'
    for setting in "KUBECONFIG=$KUBECONFIG" "PATH=$PATH" "INGRESS_ADDRESS=127.0.0.1:$port" INGRESS_NAMESPACE=ingress-nginx \
      "IMAGE_LOADER=$PWD/tools/cluster/kind.sh load"; do
      printf '%s=%q\n' "${setting%%=*}" "${setting#*=}"
    done >"$2"
    ;;
  load)
    shift
    "$(tools/external/install.sh kind)/kind" load docker-image --name "$name" "$@"
    ;;
  down)
    "$(tools/external/install.sh kind)/kind" delete cluster --name "$name"
    ;;
  *)
    sed -n 's/^#   //p' "$0" >&2
    exit 1
    ;;
esac
