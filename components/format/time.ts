export type ClockZone = 'utc' | 'local'

const options = (zone: ClockZone): Intl.DateTimeFormatOptions => (zone === 'utc' ? { timeZone: 'UTC' } : {})

/** "03:14:22", in one zone for the whole console; the zone's word stands once, in the top bar. */
export const formatClock = (atMs: number, zone: ClockZone): string =>
  new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    ...options(zone),
  }).format(atMs)

/** "21 Nov 2026, 03:14:22" in the reader's language. */
export const formatMoment = (atMs: number, zone: ClockZone, locale: string): string =>
  `${new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...options(zone) }).format(atMs)}, ${formatClock(
    atMs,
    zone,
  )}`
