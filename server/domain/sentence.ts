/** The names between braces in a template. */
type Slots<Template extends string> = Template extends `${string}{${infer Slot}}${infer Rest}` ? Slot | Slots<Rest> : never

const SLOT = /\{(\w+)\}/g

/** A template with its slots filled. */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(SLOT, (_, slot: string) => values[slot] ?? '')

/** The same, with every slot named by the caller. */
export const say = <Template extends string>(
  template: Template,
  values: Readonly<Record<Slots<Template>, string | number>>,
): string => fill(template, Object.fromEntries(Object.entries(values).map(([slot, value]) => [slot, String(value)])))

interface Told<Name extends string> {
  readonly name: Name
  readonly values: Readonly<Record<string, string>>
}

/** A slot that comes twice holds the same twice. */
const patternOf = (template: string): RegExp => {
  const parts = template.split(SLOT)
  const isAgain = (slot: string, index: number): boolean =>
    parts.slice(0, index).some((part, at) => at % 2 === 1 && part === slot)
  const text = parts.map((part, index) =>
    index % 2 === 0
      ? part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      : isAgain(part, index)
        ? String.raw`\k<${part}>`
        : `(?<${part}>.+?)`,
  )
  return new RegExp(`^${text.join('')}$`, 's')
}

/** Reads sentences back that were said by one of these templates, the first that fits; what nobody said so stays a mere text (null). */
export const readerOf = <Name extends string>(templates: Readonly<Record<Name, string>>) => {
  const names = Object.keys(templates) as Name[]
  const known = names.map((name) => ({ name, pattern: patternOf(templates[name]) }))
  return (text: string): Told<Name> | null => {
    for (const { name, pattern } of known) {
      const match = pattern.exec(text)
      if (match !== null) return { name, values: { ...match.groups } }
    }
    return null
  }
}
