import { directivesOf, nginxConfig } from './nginx-config.js';

describe(directivesOf, () => {
  it('says what ingress-nginx makes of its annotations', () => {
    const prefix = 'nginx.ingress.kubernetes.io/';
    expect(
      directivesOf('community', {
        [`${prefix}proxy-body-size`]: '105906176',
        [`${prefix}proxy-read-timeout`]: '3600',
        [`${prefix}proxy-send-timeout`]: '3601',
        [`${prefix}proxy-buffering`]: 'off',
        [`${prefix}proxy-request-buffering`]: 'off',
        [`${prefix}ssl-redirect`]: 'false',
        'cert-manager.io/cluster-issuer': 'letsencrypt-prod',
      }),
    ).toEqual([
      'client_max_body_size 105906176;',
      'proxy_read_timeout 3600s;',
      'proxy_send_timeout 3601s;',
      'proxy_buffering off;',
      'proxy_request_buffering off;',
    ]);
  });

  it("says what F5's controller makes of its own", () => {
    expect(
      directivesOf('f5', {
        'nginx.org/client-max-body-size': '105906176',
        'nginx.org/proxy-read-timeout': '3600s',
        'nginx.org/proxy-send-timeout': '3600s',
        'nginx.org/proxy-buffering': 'False',
        'nginx.org/websocket-services': 'groundwork-gateway',
        'nginx.org/redirect-to-https': 'True',
      }),
    ).toEqual([
      'client_max_body_size 105906176;',
      'proxy_read_timeout 3600s;',
      'proxy_send_timeout 3600s;',
      'proxy_buffering off;',
      'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;',
      'return 308 https://$host$request_uri;',
    ]);
  });

  it.each([
    ['community', ['client_max_body_size 1m;', 'proxy_read_timeout 60s;', 'proxy_request_buffering on;']],
    [
      'f5',
      ['client_max_body_size 1m;', 'proxy_read_timeout 60s;', 'proxy_buffering on;', 'proxy_set_header Connection "";'],
    ],
  ] as const)('falls back to the defaults of %s, which cut uploads and streams', (flavor, defaults) => {
    expect(directivesOf(flavor, {})).toEqual(expect.arrayContaining([...defaults]));
  });

  it.each(['nginx.ingress.kubernetes.io/configuration-snippet', 'nginx.org/client-max-body-size'])(
    'refuses what it does not know, such as %s for ingress-nginx',
    (name) => {
      expect(() => directivesOf('community', { [name]: 'x' })).toThrow(name);
    },
  );
});

describe(nginxConfig, () => {
  it('writes nowhere but into its folder, and listens on loopback', () => {
    const config = nginxConfig('f5', {}, { port: 8123, upstream: 'http://127.0.0.1:9', folder: '/f', user: undefined });

    expect(config).toContain('listen 127.0.0.1:8123;');
    expect(config.match(/(?<=_temp_path |pid )\S+/g)?.every((path) => path.startsWith('/f/'))).toBe(true);
  });
});
