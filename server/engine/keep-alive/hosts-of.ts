const hostOf = (part: string): string | null => {
  const authority = part
    .trim()
    .replace(/^[a-z][a-z\d+.-]*:\/\//i, '')
    .split('/')[0]
  const url = `https://${authority ?? ''}`
  const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/^\[|\]$/g, '') : ''
  return host === '' ? null : host
}

/** "https://pve1:8006,pve2:8006", "ssh://a,b?shared=/x,/y", "https://srm,https://vr" → each host once, in lower case. */
export const hostsOf = (url: string): readonly string[] => {
  const hosts = (url.split(/[?#]/)[0] ?? '').split(',').map(hostOf)
  return [...new Set(hosts.flatMap((host) => host ?? []))]
}
