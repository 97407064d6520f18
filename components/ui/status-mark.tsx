import type { ReactNode } from 'react'
import type { Severity } from '@/server/domain/severity'

/** The one place where a severity gets its colour and its shape; the word comes from the caller. */
const LOOK = {
  normal: { text: 'text-fg-2', shape: null },
  advisory: { text: 'text-fg', shape: <circle cx="7" cy="7" r="5" fill="none" stroke="currentColor" strokeWidth="2" /> },
  warning: { text: 'text-warn', shape: <path d="M7 1l6.2 11.5H.8z" fill="currentColor" /> },
  critical: { text: 'text-crit', shape: <path d="M4.1 0h5.8L14 4.1v5.8L9.9 14H4.1L0 9.9V4.1z" fill="currentColor" /> },
  maintenance: {
    text: 'text-maint',
    shape: (
      <path
        d="M9.2 1a3.9 3.9 0 0 0-3.6 5.4L1 11l2 2 4.6-4.6A3.9 3.9 0 0 0 13 4.8l-2.4 1.6-1.7-1.7L10.5 2A4 4 0 0 0 9.2 1z"
        fill="currentColor"
      />
    ),
  },
  stale: {
    text: 'text-fg-2',
    shape: (
      <path
        d="M1.5 1.5h11v11h-11zM1.5 8l6.5-6.5M4 12.5l8.5-8.5M9.5 12.5l3-3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
      />
    ),
  },
} as const satisfies Record<Severity, { readonly text: string; readonly shape: ReactNode }>

export const severityText = (severity: Severity): string => LOOK[severity].text

export const SeverityShape = ({ severity }: { readonly severity: Severity }) => {
  const { shape, text } = LOOK[severity]
  if (shape === null) return null
  return (
    <svg viewBox="0 0 14 14" className={`size-3.25 shrink-0 ${text}`} aria-hidden="true">
      {shape}
    </svg>
  )
}

/** Shape, word, colour: any two may be missed and the third still says it. */
export const StatusMark = ({ severity, children }: { readonly severity: Severity; readonly children: ReactNode }) => (
  <span className={`inline-flex items-center gap-1.5 ${severity === 'normal' ? '' : 'font-[550]'} ${LOOK[severity].text}`}>
    <SeverityShape severity={severity} />
    <span className="truncate">{children}</span>
  </span>
)
