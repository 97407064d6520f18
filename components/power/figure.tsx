import type { ReactNode } from 'react'

/** One large value with what it is called and what is to be said about it. */
export const Figure = ({
  term,
  children,
  detail,
}: {
  readonly term: string
  readonly children: ReactNode
  readonly detail?: ReactNode
}) => (
  <div className="grid min-w-0 content-start gap-0.5">
    <span className="text-xs text-fg-3">{term}</span>
    <span className="text-xl font-semibold tracking-tight tabular-nums">{children}</span>
    {detail ? <span className="text-sm text-fg-2">{detail}</span> : null}
  </div>
)
