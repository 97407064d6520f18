'use client'

import { useRouter } from 'next/navigation'
import { useMessages } from '@/components/messages/use-messages'
import { Segmented } from '@/components/ui/segmented'

/** One device by its address, or whatever answers in a range; the page's address says which. */
export const AddWays = ({ way }: { readonly way: 'one' | 'range' }) => {
  const d = useMessages().discovery
  const router = useRouter()
  return (
    <div>
      <Segmented
        label={d.ways}
        value={way}
        onChange={(chosen) => router.replace(chosen === 'one' ? '/power?add=1' : '/power?discover=1')}
        choices={[
          { id: 'one', label: d.one },
          { id: 'range', label: d.range },
        ]}
      />
    </div>
  )
}
