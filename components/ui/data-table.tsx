import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from 'react'

/**
 * Plain semantic table in the house's density; it scrolls inside its own box, so the page never does sideways.
 * The box is positioned, for text that is only read out is placed absolutely and would widen the page.
 */
export const DataTable = ({
  label,
  head,
  children,
}: {
  readonly label: string
  readonly head: ReactNode
  readonly children: ReactNode
}) => (
  <div className="relative overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
    <table className="w-full border-collapse" aria-label={label}>
      <thead>
        <tr className="border-b border-line">{head}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)

interface Align {
  readonly end?: boolean
  readonly center?: boolean
}
const align = ({ end, center }: Align): string => (end ? 'text-end tabular-nums' : center ? 'text-center' : 'text-start')

export const Th = ({ end, center, className = '', ...props }: ThHTMLAttributes<HTMLTableCellElement> & Align) => (
  <th
    scope="col"
    {...props}
    className={`px-3 py-1.5 text-xs whitespace-nowrap text-fg-3 ${align({ end, center })} ${className}`}
  />
)

export const Td = ({ end, center, className = '', ...props }: TdHTMLAttributes<HTMLTableCellElement> & Align) => (
  <td {...props} className={`h-8 px-3 whitespace-nowrap ${align({ end, center })} ${className}`} />
)

export const Tr = ({ children, className = '' }: { readonly children: ReactNode; readonly className?: string }) => (
  <tr className={`border-b border-line last:border-b-0 hover:bg-ink-4/25 ${className}`}>{children}</tr>
)
