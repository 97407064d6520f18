import type { Outlet } from '../domain/ups'

/** Outlets that the last answer said to be dead, and those of them that the answer before it said so too. */
export interface DeadOutlets {
  readonly said: readonly string[]
  readonly believed: readonly string[]
}

export const NO_DEAD_OUTLETS: DeadOutlets = { said: [], believed: [] }

/** P5, P7: an open breaker or a dead line that one answer shows takes no host's feed; the next one confirms it, or it never was. */
export const deadOutletsAfter = (before: DeadOutlets, outlets: readonly Outlet[]): DeadOutlets => {
  const said = outlets.filter(({ dead }) => dead !== undefined).map(({ id }) => id)
  return said.length === 0 ? NO_DEAD_OUTLETS : { said, believed: said.filter((id) => before.said.includes(id)) }
}

/** The outlets by which it is decided who has power. */
export const believedOutlets = (outlets: readonly Outlet[], { believed }: DeadOutlets): readonly Outlet[] => {
  const isUnconfirmed = ({ id, dead }: Outlet): boolean => dead !== undefined && !believed.includes(id)
  if (!outlets.some(isUnconfirmed)) return outlets
  return outlets.map((outlet) => {
    if (!isUnconfirmed(outlet)) return outlet
    const { dead: _unconfirmed, ...rest } = outlet
    return rest
  })
}
