/** How many of the newest runs the list asks for. */
export const RUNS_LISTED = 200
