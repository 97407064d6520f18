import type { ReactNode } from 'react'

export const DefinitionList = ({ rows }: { readonly rows: readonly { readonly term: string; readonly value: ReactNode }[] }) => (
  <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1.5">
    {rows.map(({ term, value }) => (
      <div key={term} className="contents">
        <dt className="text-fg-3">{term}</dt>
        <dd className="min-w-0 break-words">{value}</dd>
      </div>
    ))}
  </dl>
)
