/** What stands where nobody gave a value. */
export const SILENT = '—'

const two = (value: number): string => String(value).padStart(2, '0')

/** Seconds as 0:40, 11:20, 1:12:00; rounded down, so that a countdown never promises more than there is. */
export const formatDuration = (seconds: number | null): string => {
  if (seconds === null || !Number.isFinite(seconds)) return SILENT
  const whole = Math.floor(Math.abs(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = two(whole % 60)
  const sign = seconds < 0 && whole > 0 ? '−' : ''
  return hours > 0 ? `${sign}${hours}:${two(minutes)}:${rest}` : `${sign}${minutes}:${rest}`
}

/** A margin always shows its sign. */
export const formatMargin = (seconds: number | null): string => {
  const text = formatDuration(seconds)
  return seconds !== null && Number.isFinite(seconds) && seconds >= 0 ? `+${text}` : text
}

/** "2:00", "1:12:00" or plain seconds, as people type it; null when it is none of these. */
export const parseDuration = (text: string): number | null => {
  const trimmed = text.trim()
  if (!/^\d+(:[0-5]?\d){0,2}$/.test(trimmed)) return null
  return trimmed.split(':').reduce((total, part) => total * 60 + Number(part), 0)
}
