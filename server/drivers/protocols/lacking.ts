const NAMED = 6

/** The first names of a list, and how many more there are. */
const listed = (names: readonly string[]): string =>
  names.length <= NAMED ? names.join(', ') : `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`

/** What plans do with objects of a kind, in words that follow "may not", and all that an account needs for it there. */
export interface Need {
  readonly what: string
  readonly privileges: readonly string[]
}

/** An object as its platform tells the account's rights to it. */
export interface Ward {
  readonly name: string
  readonly holds: (privilege: string) => boolean
}

/** "any of the 40 hosts"; or by name, where it is only some. */
const which = (noun: string, lacking: readonly Ward[], all: number): string => {
  const names = listed(lacking.map(({ name }) => name))
  if (lacking.length < all) return `${lacking.length} of ${all} ${noun}s (${names})`
  return all === 1 ? `the ${noun} ${names}` : `any of the ${all} ${noun}s`
}

/** One sentence for each thing that the account may not do with some of these objects, with every privilege that it lacks there. */
export const lackings = (noun: string, needs: readonly Need[], wards: readonly Ward[]): readonly string[] =>
  needs.flatMap(({ what, privileges }) => {
    const lacking = wards.filter(({ holds }) => privileges.some((privilege) => !holds(privilege)))
    if (lacking.length === 0) return []
    const missing = privileges.filter((privilege) => lacking.some(({ holds }) => !holds(privilege)))
    return [`The account may not ${what} ${which(noun, lacking, wards.length)}: it lacks ${missing.join(', ')} there.`]
  })

/** Where a platform did not tell what the account may do: said, for nothing may then be concluded. */
export const rightsUntold = (why: string): string => `What this account may do was not told: ${why}`
