'use client'

import { useState } from 'react'
import type { useTRPCClient } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { TitledPanel } from '@/components/ui/panel'
import { toast } from '@/components/ui/toast'
import { importRequestOf, type ImportDraft } from './import-draft'
import { ImportForm } from './import-form'
import { ImportPreview } from './import-preview'

type Preview = Awaited<ReturnType<ReturnType<typeof useTRPCClient>['topology']['previewImport']['mutate']>>

const save = (text: string, fileName: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}

const Import = () => {
  const m = useMessages()
  const t = m.topologyImport
  const [draft, setDraft] = useState<ImportDraft>({
    format: 'csv',
    text: '',
    groupName: t.defaultGroup,
    nutServer: '',
    snmp: 'none',
    community: '',
    user: '',
    authKey: '',
    privKey: '',
  })
  const [preview, setPreview] = useState<Preview | null>(null)
  const look = useVerb((client) => client.topology.previewImport.mutate(importRequestOf(draft)), setPreview)
  const apply = useVerb(
    (client, digest: string) => client.topology.applyImport.mutate({ ...importRequestOf(draft), digest }),
    ({ added, changed }) => {
      toast({ title: t.applied(added, changed) })
      look.mutate(undefined)
    },
  )
  const download = useVerb(
    (client) => client.topology.export.query(),
    ({ csv }) => save(csv, 'ridethrough-topology.csv'),
  )
  const doesSomething = preview?.rows.some(({ outcome }) => outcome === 'add' || outcome === 'change') ?? false
  return (
    <TitledPanel
      title={t.title}
      actions={
        <Button isPending={download.isPending} onPress={() => download.mutate(undefined)}>
          {t.export}
        </Button>
      }
    >
      <div className="grid gap-4">
        <p className="text-fg-2">{t.intro}</p>
        <ImportForm
          draft={draft}
          onChange={(next) => {
            setDraft(next)
            setPreview(null)
          }}
        />
        <div className="flex gap-2">
          <Button isPending={look.isPending} isDisabled={draft.text.trim() === ''} onPress={() => look.mutate(undefined)}>
            {t.preview}
          </Button>
          <Button
            variant="primary"
            isPending={apply.isPending}
            isDisabled={!doesSomething}
            onPress={() => (preview ? apply.mutate(preview.digest) : undefined)}
          >
            {t.apply}
          </Button>
        </div>
        {preview ? <ImportPreview rows={preview.rows} /> : null}
      </div>
    </TitledPanel>
  )
}

/** UPSs, groups and feeds in and out by file. */
export const ImportTab = () => {
  const m = useMessages()
  return useMay('configure') ? <Import /> : <EmptyState title={m.topologyImport.title}>{m.topologyImport.forbidden}</EmptyState>
}
