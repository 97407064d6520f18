/** Long work that may be left alone at each of its yields, for as long as one likes: it stands on what it was given, and on no clock. */
export type Pieces<T> = Generator<void, T, void>

/** All of it without a break. */
export const atOnce = <T>(pieces: Pieces<T>): T => {
  for (;;) {
    const piece = pieces.next()
    if (piece.done === true) return piece.value
  }
}
