/** The first of many, and how many more there are. */
export const listed = (items: readonly string[], more: (count: number) => string, shown = 8): string =>
  items.length <= shown ? items.join(', ') : `${items.slice(0, shown).join(', ')} ${more(items.length - shown)}`
