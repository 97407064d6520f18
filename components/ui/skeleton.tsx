/** The shape of what comes. */
export const Skeleton = ({ className = 'h-4 w-full' }: { readonly className?: string }) => (
  <div aria-hidden="true" className={`animate-pulse rounded bg-ink-4/70 ${className}`} />
)

export const SkeletonRows = ({ rows = 6, label }: { readonly rows?: number; readonly label: string }) => (
  <div role="status" aria-label={label} className="grid gap-2 p-4">
    {Array.from({ length: rows }, (_, index) => (
      <Skeleton key={index} className="h-5 w-full" />
    ))}
  </div>
)
