import type { ReactNode } from 'react'

/** Nothing here yet: what to do next, with the button that does it. */
export const EmptyState = ({
  title,
  children,
  action,
}: {
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) => (
  <div className="grid justify-items-center gap-2 px-4 py-10 text-center">
    <p className="text-lg font-semibold">{title}</p>
    {children ? <p className="max-w-prose text-fg-2">{children}</p> : null}
    {action ? <div className="pt-2">{action}</div> : null}
  </div>
)
