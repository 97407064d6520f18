'use client'

import { useState } from 'react'
import { useOrder } from '@/components/api/use-verb'
import { useDocs } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { toast } from '@/components/ui/toast'
import { addedDevicesSchema, type DiscoveryDoc, MOST_ADDED } from '@/server/domain/discovery'
import { choicesOf } from './found-choice'
import { FoundTable, type Row } from './found-table'
import { OtherAnswers } from './other-answers'

/** What a person changed of a proposal. */
interface Change {
  readonly isChosen?: boolean
  readonly name?: string
  readonly problem?: string | null
}

const useRows = (search: DiscoveryDoc) => {
  const names = useDocs('device').map(({ name }) => name)
  const [changes, setChanges] = useState<Readonly<Record<string, Change>>>({})
  const change = (key: string, next: Change): void => setChanges((all) => ({ ...all, [key]: { ...all[key], ...next } }))
  const rows: readonly Row[] = choicesOf(search.found, names).map((choice) => {
    const { device, name, proposed } = choice
    const { isChosen = proposed, name: typedName = name, problem = null } = changes[device.key] ?? {}
    return { ...choice, isChosen: isChosen && device.watchedAs === null, typedName, problem }
  })
  return { rows, change }
}

/** What was found, chosen and named by a person, and added in one go; what was not added says why. */
export const SearchResults = ({ search }: { readonly search: DiscoveryDoc }) => {
  const d = useMessages().discovery
  const { rows, change } = useRows(search)
  const chosen = rows.filter(({ isChosen, typedName }) => isChosen && typedName.trim() !== '').slice(0, MOST_ADDED)
  const add = useOrder<undefined>(
    (client) =>
      client.discovery.add.mutate({
        searchId: search.searchId,
        devices: chosen.map(({ device, typedName }) => ({ key: device.key, name: typedName.trim() })),
      }),
    (result) => {
      const added = addedDevicesSchema.parse(result).rows
      for (const { key, problem } of added) change(key, { problem })
      const failed = added.filter(({ problem }) => problem !== null).length
      if (added.length > failed) toast({ title: d.added(added.length - failed) })
      if (failed > 0) toast({ severity: 'warning', title: d.notAdded(failed) })
    },
  )
  const isFixed = search.state === 'interrupted' || add.isPending
  return (
    <div className="grid gap-4">
      {rows.length > 0 ? (
        <>
          <FoundTable
            rows={rows}
            isFixed={isFixed}
            onChoose={(key, isChosen) => change(key, { isChosen })}
            onName={(key, name) => change(key, { name, problem: null })}
          />
          {rows.some(({ device }) => device.watchedAs === null) ? (
            <div className="flex justify-end">
              <Button
                variant="primary"
                isDisabled={isFixed || chosen.length === 0}
                isPending={add.isPending}
                onPress={() => add.mutate(undefined)}
              >
                {d.add(chosen.length)}
              </Button>
            </div>
          ) : null}
        </>
      ) : search.state === 'running' ? (
        <p className="text-fg-3">{d.nothingYet}</p>
      ) : (
        <EmptyState title={d.nothing}>{d.nothingHint}</EmptyState>
      )}
      <OtherAnswers search={search} />
    </div>
  )
}
