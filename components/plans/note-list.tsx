import type { NoteLine } from './forecast-notes'

/** One line per thing said; those of whom it is said stand before it. */
export const NoteList = ({
  label,
  lines,
  tone,
}: {
  readonly label: string
  readonly lines: readonly NoteLine[]
  readonly tone: string
}) =>
  lines.length === 0 ? null : (
    <section className="pt-2">
      <h3 className="text-xs text-fg-3">{label}</h3>
      <ul aria-label={label} className={`grid gap-0.5 text-sm ${tone}`}>
        {lines.map(({ names, text }) => (
          <li key={text} className={`list-inside list-disc break-words ${names.length === 0 ? 'first-letter:uppercase' : ''}`}>
            {names.length === 0 ? null : <b className="font-[550]">{names.join(', ')}: </b>}
            {text}
          </li>
        ))}
      </ul>
    </section>
  )
