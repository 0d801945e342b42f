/** Headers of every answer. A route may replace the policy by a stricter one. */
export const SECURITY_HEADERS = {
  'content-security-policy': policy([]),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** Says that this host is to be asked over TLS alone; for a year, as the browsers' own lists want it. */
const TRANSPORT_SECURITY = { 'strict-transport-security': 'max-age=31536000' } as const;

/** Names of all headers that the gateway sets itself, and no service behind it. */
export const SECURITY_HEADER_NAMES = [...Object.keys(SECURITY_HEADERS), ...Object.keys(TRANSPORT_SECURITY)];

/**
 * The headers where people sign in: their browsers must reach the issuer, and stay on TLS. (On a laptop, without
 * sign-in, there is none: a browser that was told once would never open `http://localhost` again.)
 *
 * @param issuer address of the issuer; undefined: nobody signs in here.
 */
export function securityHeaders(issuer: string | undefined): Record<string, string> {
  if (issuer === undefined) return SECURITY_HEADERS;
  return {
    ...SECURITY_HEADERS,
    ...TRANSPORT_SECURITY,
    'content-security-policy': policy([new URL(issuer).origin]),
  };
}

/** @param reached origins that the web app may call beside its own. */
function policy(reached: readonly string[]): string {
  return (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; " +
    `connect-src ${["'self'", ...reached].join(' ')}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'`
  );
}
