interface Surroundings {
  readonly nonce: string
  readonly development: boolean
  readonly secure: boolean
}

/**
 * Scripts and style sheets: ours, or with this page's nonce. Style attributes are allowed, because server-rendered components
 * place and size things by them; they cannot load or run anything here.
 * In development React and hot reload need `eval`, sockets and style elements of their own.
 */
export const contentSecurityPolicy = ({ nonce, development, secure }: Surroundings): string =>
  [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? ` 'unsafe-eval'` : ''}`,
    development ? `style-src 'self' 'unsafe-inline'` : `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'${development ? ' ws: wss:' : ''}`,
    `worker-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ')

export const securityHeaders = (surroundings: Surroundings): readonly (readonly [string, string])[] => [
  ['content-security-policy', contentSecurityPolicy(surroundings)],
  ['x-frame-options', 'DENY'],
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ...(surroundings.secure ? [['strict-transport-security', 'max-age=31536000; includeSubDomains'] as const] : []),
]
