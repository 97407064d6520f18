'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useMemo, useState } from 'react'
import { errorText } from '@/components/api/error-text'
import { useTRPC } from '@/components/api/trpc'
import { useVerb } from '@/components/api/use-verb'
import { useMessages } from '@/components/messages/use-messages'
import { ReasonDialog } from '@/components/shell/reason-dialog'
import { useMay } from '@/components/shell/use-user'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Menu } from '@/components/ui/menu'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { toast } from '@/components/ui/toast'
import { stageIdSchema } from '@/server/domain/ids'
import { planContentSchema, type PlanContent } from '@/server/domain/plan'
import type { PlanRow, PlanVersionRow } from './plan-types'
import { ModeSwitch } from './mode-switch'
import { PlanBuilder } from './plan-builder'
import { PublishSheet } from './publish-sheet'
import { RunOn } from './run-on'
import { useKeptVersions } from './use-kept-versions'

const firstContent = (stageName: string): PlanContent =>
  planContentSchema.parse({
    stages: [
      {
        id: stageIdSchema.parse('stage-1'),
        name: stageName,
        triggers: [{ kind: 'seconds-on-battery', seconds: 60 }],
        placements: [],
      },
    ],
  })

const same = (a: PlanContent, b: PlanContent): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

const Editor = ({
  plan,
  latest,
  published,
}: {
  readonly plan: PlanRow
  readonly latest: PlanVersionRow | null
  readonly published: PlanVersionRow | null
}) => {
  const m = useMessages()
  const router = useRouter()
  const mayConfigure = useMay('configure')
  const mayOperate = useMay('operate')
  const [content, setContent] = useState(() => latest?.content ?? firstContent(m.plans.stageName(1)))
  const [open, setOpen] = useState<'publish' | 'remove' | null>(null)
  const dirty = useMemo(() => latest === null || !same(content, latest.content), [content, latest])
  const isPublished = useMemo(() => published !== null && same(content, published.content), [content, published])
  const { keepSaved } = useKeptVersions(plan.id)
  const save = useVerb(
    (client) => client.plans.saveVersion.mutate({ planId: plan.id, content, note: null }),
    (version) => {
      keepSaved(version)
      toast({ title: m.plans.saved(version.number) })
    },
  )
  const remove = useVerb(
    (client, reason: string | null) => client.plans.remove.mutate({ planId: plan.id, reason }),
    () => router.push('/plans'),
  )
  useEffect(() => {
    if (!dirty) return
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [dirty])
  const state = [
    latest ? m.plans.version(latest.number) : m.plans.noVersion,
    dirty && latest ? m.plans.unsaved : null,
    published ? m.plans.published(published.number) : m.plans.nonePublished,
  ]
  return (
    <>
      <PageHeader title={plan.name} aside={state.filter(Boolean).join(' · ')}>
        <ModeSwitch plan={plan} />
        {mayConfigure ? (
          <>
            <Button isDisabled={!dirty} isPending={save.isPending} onPress={() => save.mutate(undefined)}>
              {m.plans.save}
            </Button>
            <Button variant="primary" isDisabled={!dirty && latest?.id === published?.id} onPress={() => setOpen('publish')}>
              {m.plans.review}
            </Button>
            <Menu
              label={plan.name}
              trigger={
                <Button variant="quiet" size="icon" aria-label={m.plans.versions}>
                  ⋯
                </Button>
              }
              choices={[
                ...(published && !isPublished
                  ? [
                      {
                        id: 'load',
                        label: m.plans.load,
                        detail: m.plans.published(published.number),
                        onAction: () => {
                          setContent(published.content)
                          toast({ title: m.plans.loaded(published.number) })
                        },
                      },
                    ]
                  : []),
                { id: 'remove', label: m.plans.remove, onAction: () => setOpen('remove') },
              ]}
            />
          </>
        ) : null}
      </PageHeader>
      <RunOn powerGroupId={plan.powerGroupId} />
      <PlanBuilder plan={plan} content={content} canFire={mayOperate && published !== null} onChange={setContent} />
      {open === 'publish' ? (
        <PublishSheet
          plan={plan}
          published={published}
          content={content}
          saved={dirty ? null : latest}
          onClose={() => setOpen(null)}
        />
      ) : null}
      <ReasonDialog
        isOpen={open === 'remove'}
        onClose={() => setOpen(null)}
        title={m.plans.remove}
        consequence={m.plans.removeEffect}
        actLabel={m.plans.remove}
        danger
        isPending={remove.isPending}
        onAct={(reason) => remove.mutate(reason)}
      />
    </>
  )
}

export const PlanView = ({ planId }: { readonly planId: string }) => {
  const m = useMessages()
  const { data, error } = useQuery(useTRPC().plans.get.queryOptions({ planId }))
  if (error) return <EmptyState title={m.plans.gone}>{errorText(error, m).message}</EmptyState>
  if (!data) return <SkeletonRows rows={10} label={m.common.loading} />
  return <Editor key={data.plan.id} plan={data.plan} latest={data.latest} published={data.published} />
}
