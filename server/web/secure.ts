/** True when browsers reach us over TLS: said by the configuration, or by the reverse proxy, or seen. */
export const isSecure = (publicUrl: string | null, headers: Headers, url: string): boolean =>
  publicUrl === null
    ? (headers.get('x-forwarded-proto') ?? new URL(url).protocol.replace(':', '')) === 'https'
    : publicUrl.startsWith('https:')
