/** The latest safe moment of a row: a flag on its line, so that it is told from a bar without colour too. */
export const LatestMark = ({
  x,
  top,
  height,
  title,
}: {
  readonly x: number
  readonly top: number
  readonly height: number
  readonly title: string
}) => (
  <g>
    <title>{title}</title>
    <path d={`M${x} ${top - 2}V${top + height + 2}`} className="stroke-warn" strokeWidth={1.5} />
    <path d={`M${x} ${top - 2}l-6 3.5l6 3.5Z`} className="fill-warn" />
  </g>
)
