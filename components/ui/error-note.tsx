import type { ReactNode } from 'react'
import { SeverityShape } from './status-mark'

/** What failed, why, and what to do. */
export const ErrorNote = ({
  title,
  detail,
  action,
}: {
  readonly title: string
  readonly detail?: ReactNode
  readonly action?: ReactNode
}) => (
  <div role="alert" className="flex items-start gap-2.5 rounded-md border border-crit/40 bg-crit-bg px-3 py-2">
    <span className="pt-0.75">
      <SeverityShape severity="critical" />
    </span>
    <div className="min-w-0 flex-1">
      <p className="font-[550] text-crit">{title}</p>
      {detail ? <p className="wrap-anywhere text-fg-2">{detail}</p> : null}
    </div>
    {action}
  </div>
)
