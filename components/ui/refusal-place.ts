/** Why something was not done, for the place in which it was asked for. */
export interface Refusal {
  /** The heading, made of the title of the dialog that shows it. */
  readonly titled: (dialog: string) => string
  readonly message: string
  readonly hint: string | null
}

export interface RefusalPlace {
  /** Null: it is tried again, nothing is refused yet. */
  readonly tell: (refusal: Refusal | null) => void
}

/** The open dialogs, the one on top last. */
const places: RefusalPlace[] = []

/** A dialog opens; returns what to call when it closes. */
export const openPlace = (place: RefusalPlace): (() => void) => {
  places.push(place)
  return () => {
    places.splice(places.indexOf(place), 1)
  }
}

/** The dialog in which a person acts now; null: on the page itself. */
export const topPlace = (): RefusalPlace | null => places.at(-1) ?? null

export const isPlaceOpen = (place: RefusalPlace): boolean => places.includes(place)
