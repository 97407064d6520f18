import type { Messages } from '@/components/messages/messages'

/** "power.supply-changed" → "Power: what devices told"; null: no area that has words. */
export const areaWords = (kind: string, { areas }: Messages['audit']): string | null =>
  Object.entries(areas).find(([area]) => kind.startsWith(`${area}.`))?.[1] ?? null

/** What the filter offers: every area, and the narrower kind that a link or an entry asked for. */
export const kindChoices = (
  chosen: string,
  audit: Messages['audit'],
): readonly { readonly id: string; readonly label: string }[] => {
  const areas = Object.entries(audit.areas)
    .map(([area, label]) => ({ id: `${area}.`, label }))
    .toSorted((left, right) => left.label.localeCompare(right.label))
  if (chosen === '' || areas.some(({ id }) => id === chosen)) return areas
  const area = areaWords(chosen, audit)
  return [{ id: chosen, label: area === null ? chosen : `${area} (${chosen})` }, ...areas]
}
