import type { ReactNode } from 'react'

export const Panel = ({ children, className = '' }: { readonly children: ReactNode; readonly className?: string }) => (
  <section className={`rounded-lg border border-line bg-panel ${className}`}>{children}</section>
)

/** A panel with a heading, an aside beside it and actions at the end. */
export const TitledPanel = ({
  title,
  aside,
  actions,
  children,
  flush = false,
}: {
  readonly title: string
  readonly aside?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** The content brings its own inset (tables do). */
  readonly flush?: boolean
}) => (
  <Panel className="min-w-0 py-3">
    <header className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 px-4 pb-2">
      <h2>{title}</h2>
      {aside ? <span className="text-sm text-fg-2">{aside}</span> : null}
      {actions ? <div className="ms-auto flex items-center gap-2">{actions}</div> : null}
    </header>
    <div className={flush ? '' : 'px-4'}>{children}</div>
  </Panel>
)
