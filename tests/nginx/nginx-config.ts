/** Whose annotations: `exposure.ingress.flavor` of the chart. */
export type Flavor = 'community' | 'f5';

export type Annotations = Readonly<Record<string, string>>;

/** How an annotation becomes a directive, and what holds without it. */
interface Meaning {
  readonly directive: (value: string) => string;
  /** The controller's own, as its documents and its template of 2026-03 say. */
  readonly without: string;
}

const asIs =
  (name: string) =>
  (value: string): string =>
    `${name} ${value};`;
const seconds =
  (name: string) =>
  (value: string): string =>
    `${name} ${value}s;`;
const onOff =
  (name: string) =>
  (value: string): string =>
    `${name} ${value === 'True' ? 'on' : 'off'};`;
const redirect = (value: string): string =>
  value.toLowerCase() === 'true' ? 'return 308 https://$host$request_uri;' : '';

const UPGRADES = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;';

const MEANINGS: Readonly<Record<Flavor, Readonly<Record<string, Meaning>>>> = {
  // https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations and .../configmap
  community: {
    'nginx.ingress.kubernetes.io/proxy-body-size': { directive: asIs('client_max_body_size'), without: '1m' },
    'nginx.ingress.kubernetes.io/proxy-read-timeout': { directive: seconds('proxy_read_timeout'), without: '60' },
    'nginx.ingress.kubernetes.io/proxy-send-timeout': { directive: seconds('proxy_send_timeout'), without: '60' },
    'nginx.ingress.kubernetes.io/proxy-buffering': { directive: asIs('proxy_buffering'), without: 'off' },
    'nginx.ingress.kubernetes.io/proxy-request-buffering': {
      directive: asIs('proxy_request_buffering'),
      without: 'on',
    },
    'nginx.ingress.kubernetes.io/ssl-redirect': { directive: redirect, without: 'true' },
  },
  // https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations
  f5: {
    'nginx.org/client-max-body-size': { directive: asIs('client_max_body_size'), without: '1m' },
    'nginx.org/proxy-read-timeout': { directive: asIs('proxy_read_timeout'), without: '60s' },
    'nginx.org/proxy-send-timeout': { directive: asIs('proxy_send_timeout'), without: '60s' },
    'nginx.org/proxy-buffering': { directive: onOff('proxy_buffering'), without: 'True' },
    // The one Service of the one path that the Ingress has.
    'nginx.org/websocket-services': {
      directive: (services) => (services === '' ? 'proxy_set_header Connection "";' : UPGRADES),
      without: '',
    },
    'nginx.org/redirect-to-https': { directive: redirect, without: 'false' },
  },
};

/** What a controller writes for every location, whatever its annotations. */
const ALWAYS: Readonly<Record<Flavor, string>> = {
  community: `${UPGRADES} proxy_connect_timeout 5s; proxy_next_upstream error timeout; proxy_next_upstream_tries 3;`,
  f5: 'proxy_connect_timeout 60s;',
};

/** Annotations that no nginx reads. */
const OTHERS = /^cert-manager\.io\//;

/**
 * The directives of the one location, as the controller of that flavour writes them for these annotations.
 *
 * @throws {Error} for an annotation that has no meaning here: a new one is to be understood before it is believed.
 */
export function directivesOf(flavor: Flavor, annotations: Annotations): string[] {
  const meanings = MEANINGS[flavor];
  const unknown = Object.keys(annotations).filter((name) => !(name in meanings) && !OTHERS.test(name));
  if (unknown.length > 0) throw new Error(`What does ${unknown.join(', ')} do to nginx? Say it in nginx-config.ts.`);
  return Object.entries(meanings)
    .map(([name, { directive, without }]) => directive(annotations[name] ?? without))
    .filter((directive) => directive !== '');
}

/** A whole nginx.conf. @param folder where it may write; @param user whom its workers are, undefined: whoever starts it. */
export const nginxConfig = (
  flavor: Flavor,
  annotations: Annotations,
  {
    port,
    upstream,
    folder,
    user,
  }: { readonly port: number; readonly upstream: string; readonly folder: string; readonly user: string | undefined },
): string => `
daemon off;
worker_processes 1;
${user === undefined ? '' : `user ${user};`}
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${port};
    location / {
      ${directivesOf(flavor, annotations).join('\n      ')}
      ${ALWAYS[flavor]}
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Host $host;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_pass ${upstream};
    }
  }
}
`;
