import type { ReactNode } from 'react'

export const PageHeader = ({
  title,
  aside,
  children,
}: {
  readonly title: ReactNode
  readonly aside?: ReactNode
  readonly children?: ReactNode
}) => (
  <header className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2">
    <h1 className="min-w-0">{title}</h1>
    {aside ? <div className="text-sm text-fg-2">{aside}</div> : null}
    {children ? <div className="ms-auto flex flex-wrap items-center gap-2">{children}</div> : null}
  </header>
)
