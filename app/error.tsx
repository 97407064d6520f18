'use client'

import { Crashed } from '@/components/shell/crashed'

export default function Page({ error, reset }: { readonly error: Error; readonly reset: () => void }) {
  return <Crashed message={error.message} onRetry={reset} />
}
