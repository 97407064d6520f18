import type UPlot from 'uplot'

/** Something that happened, as a line across a chart. */
export interface ChartMark {
  /** Epoch seconds. */
  readonly at: number
  readonly isAbnormal: boolean
}

/** Dashed lines behind the curves, with a foot that is seen even where the line is not. */
export const drawMarks = (
  plot: UPlot,
  marks: readonly ChartMark[],
  colours: { readonly calm: string; readonly abnormal: string },
): void => {
  const { ctx, bbox } = plot
  ctx.save()
  for (const { at, isAbnormal } of marks) {
    const x = Math.round(plot.valToPos(at, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.strokeStyle = isAbnormal ? colours.abnormal : colours.calm
    ctx.fillStyle = ctx.strokeStyle
    ctx.setLineDash([3, 3])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.setLineDash([])
    ctx.beginPath()
    ctx.moveTo(x - 4, bbox.top)
    ctx.lineTo(x + 4, bbox.top)
    ctx.lineTo(x, bbox.top + 6)
    ctx.fill()
  }
  ctx.restore()
}
