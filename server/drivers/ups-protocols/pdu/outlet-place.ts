/** Where an outlet is, among PDUs that are linked and answer as one. */
export interface OutletPlace {
  readonly unit: number
  readonly row: number
}

/** "7" is outlet 7 of the PDU whose card answers, "2.7" that of the one that its MIB numbers 2. */
export const outletIdOf = ({ unit, row }: OutletPlace, firstUnit: number): string =>
  unit === firstUnit ? String(row) : `${unit}.${row}`

/** Null: no outlet has this id. There is one id for each: another one for the same outlet would pass by what is known of it (A5). */
export const outletPlace = (outletId: string, firstUnit: number, units: number, rows: number): OutletPlace | null => {
  const [, unitText, rowText = ''] = /^(?:(\d{1,2})\.)?(\d{1,3})$/.exec(outletId) ?? []
  const place = { unit: unitText === undefined ? firstUnit : Number(unitText), row: Number(rowText) }
  const isThere = place.row >= 1 && place.row <= rows && place.unit >= firstUnit && place.unit < firstUnit + units
  return isThere && outletIdOf(place, firstUnit) === outletId ? place : null
}
