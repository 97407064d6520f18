export const Mark = () => (
  <svg viewBox="0 0 18 18" className="size-4.5 shrink-0" aria-hidden="true">
    <path d="M1 10.5h4.2L7.1 4.2 11 14.8l2.1-6H17" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />
  </svg>
)
