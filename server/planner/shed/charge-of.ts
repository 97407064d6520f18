import type { Bank } from '../battery-bank'

/** Part of a full battery that the emptiest of those that drain still holds, as told; null: one does not tell. */
export const chargeOf = ({ batteries }: Bank): number | null =>
  batteries.reduce<number | null>(
    (least, { chargePercent, left, drains }) =>
      !drains ? least : least === null || chargePercent === null ? null : Math.min(least, (chargePercent / 100) * left),
    1,
  )
