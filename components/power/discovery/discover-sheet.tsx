'use client'

import { useState, type FormEvent, type ReactNode } from 'react'
import { awaitOrder } from '@/components/api/await-order'
import { errorSentences, isOutcomeOpen } from '@/components/api/error-text'
import { useTRPCClient } from '@/components/api/trpc'
import { useSingleMutation } from '@/components/api/use-single-mutation'
import { useOrder } from '@/components/api/use-verb'
import { useDoc } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { ErrorNote } from '@/components/ui/error-note'
import { Sheet } from '@/components/ui/overlay'
import { isRangeRefusal, parseRanges } from '@/server/domain/address-range'
import { DISCOVERY, type DiscoveryDoc } from '@/server/domain/discovery'
import { AddWays } from './add-ways'
import { EMPTY_SEARCH, rateOf, requestOf } from './discovery-draft'
import { DiscoveryForm } from './discovery-form'
import { SearchProgress } from './search-progress'
import { SearchResults } from './search-results'

const FORM = 'discover'

/** The sheet of a search: what closes it, what it is about, and the one thing to do. */
const SearchSheet = ({
  onClose,
  closing,
  act,
  children,
}: {
  readonly onClose: () => void
  readonly closing: string
  readonly act: ReactNode
  readonly children: ReactNode
}) => {
  const m = useMessages()
  return (
    <Sheet
      isOpen
      wide
      onClose={onClose}
      title={m.discovery.title}
      closeLabel={m.common.close}
      footer={
        <div className="flex justify-between gap-2">
          <Button onPress={onClose}>{closing}</Button>
          {act}
        </div>
      }
    >
      {children}
    </Sheet>
  )
}

const NewSearch = ({ onClose, onStarted }: { readonly onClose: () => void; readonly onStarted: (id: string) => void }) => {
  const m = useMessages()
  const d = m.discovery
  const client = useTRPCClient()
  const [draft, setDraft] = useState(EMPTY_SEARCH)
  const start = useSingleMutation({
    act: async () => {
      const { orderId, searchId } = await client.discovery.start.mutate(requestOf(draft))
      await awaitOrder(() => client.orders.get.query({ orderId }))
      return searchId
    },
    onSuccess: onStarted,
  })
  const read = parseRanges(draft.ranges)
  const isReady = !isRangeRefusal(read) && rateOf(draft) !== null && (draft.snmp || draft.nut)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    start.mutate()
  }
  return (
    <SearchSheet
      onClose={onClose}
      closing={m.common.cancel}
      act={
        <Button type="submit" form={FORM} variant="primary" isDisabled={!isReady} isPending={start.isPending}>
          {isRangeRefusal(read) ? d.startBare : d.start(read.count)}
        </Button>
      }
    >
      <form id={FORM} onSubmit={submit} className="grid gap-4">
        <AddWays way="range" />
        <DiscoveryForm draft={draft} onChange={setDraft} />
        {start.error ? (
          <ErrorNote
            title={isOutcomeOpen(start.error) ? m.refusal.unknownTitle : d.failed}
            detail={errorSentences(start.error, m)}
          />
        ) : null}
      </form>
    </SearchSheet>
  )
}

const LastSearch = ({
  search,
  onClose,
  onAgain,
}: {
  readonly search: DiscoveryDoc
  readonly onClose: () => void
  readonly onAgain: () => void
}) => {
  const m = useMessages()
  const d = m.discovery
  const cancel = useOrder<undefined>((client) => client.discovery.cancel.mutate({ searchId: search.searchId }))
  return (
    <SearchSheet
      onClose={onClose}
      closing={m.common.close}
      act={
        search.state === 'running' ? (
          <Button isPending={cancel.isPending} onPress={() => cancel.mutate(undefined)}>
            {d.stop}
          </Button>
        ) : (
          <Button onPress={onAgain}>{d.again}</Button>
        )
      }
    >
      <div className="grid gap-4">
        <AddWays way="range" />
        <SearchProgress search={search} />
        <SearchResults key={search.searchId} search={search} />
      </div>
    </SearchSheet>
  )
}

/** The engine searches; closing this, or the browser, changes nothing. */
export const DiscoverSheet = ({ onClose }: { readonly onClose: () => void }) => {
  const search = useDoc('discovery', DISCOVERY)
  /** `new`: a person wants another search; else the id of the one that was begun here and is to be shown. */
  const [wanted, setWanted] = useState<string | null>(null)
  const isOther = wanted !== null && search?.searchId !== wanted && search?.state !== 'running'
  if (search === null || isOther) return <NewSearch onClose={onClose} onStarted={setWanted} />
  return <LastSearch search={search} onClose={onClose} onAgain={() => setWanted('new')} />
}
