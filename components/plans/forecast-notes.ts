import { reasonsInWords } from '@/components/maintenance/reason-words'
import type { Messages } from '@/components/messages/messages'
import type { Forecast } from '@/server/domain/forecast'

export interface NoteLine {
  /** Whom it is said of; empty: the whole forecast. */
  readonly names: readonly string[]
  readonly text: string
}

interface Said {
  readonly name: string | null
  readonly text: string
}

const grouped = (all: readonly Said[], m: Messages): readonly NoteLine[] => {
  const lines = new Map<string, string[]>()
  for (const { name, text } of all) {
    const names = lines.get(text) ?? []
    if (name !== null && !names.includes(name)) names.push(name)
    lines.set(text, names)
  }
  return [...lines].map(([text, names]) => ({ names, text: reasonsInWords(text, m) }))
}

/** A note on one VM or host begins with its name. */
const saidIn = (note: string): Said => {
  const at = note.indexOf(': ')
  return at < 1 ? { name: null, text: note } : { name: note.slice(0, at), text: note.slice(at + 2) }
}

/** Who is cut off and why, together where the reason is the same. */
export const cutOffLines = ({ cutOff }: Pick<Forecast, 'cutOff'>, m: Messages): readonly NoteLine[] =>
  grouped(
    cutOff.map(({ name, reason }) => ({ name, text: reason.startsWith(`${name}: `) ? reason.slice(name.length + 2) : reason })),
    m,
  )

/** What was assumed or is done otherwise: one line per thing said, with everyone it is said of; not what the cut-off says already. */
export const noteLines = (forecast: Pick<Forecast, 'notes' | 'cutOff'>, m: Messages): readonly NoteLine[] => {
  const told = new Set(forecast.cutOff.flatMap(({ name, reason }) => [reason, `${name}: ${reason}`]))
  return grouped(forecast.notes.filter((note) => !told.has(note)).map(saidIn), m)
}
