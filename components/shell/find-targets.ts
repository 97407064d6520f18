/** Something the palette can go to. */
export interface Target {
  readonly kind: 'page' | 'device' | 'group' | 'plan' | 'host' | 'vm' | 'run'
  readonly id: string
  readonly name: string
  readonly href: string
}

const SHOWN = 40

/** Those that contain every typed word, names that begin with the query first; the order given breaks ties. */
export const findTargets = (targets: readonly Target[], query: string): readonly Target[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = targets.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
  const begins = ({ name }: Target): number => (words[0] && name.toLowerCase().startsWith(words[0]) ? 0 : 1)
  return fits.toSorted((a, b) => begins(a) - begins(b)).slice(0, SHOWN)
}
