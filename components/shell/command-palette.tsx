'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Dialog } from 'react-aria-components/Dialog'
import { Input } from 'react-aria-components/Input'
import { Menu, MenuItem } from 'react-aria-components/Menu'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { SearchField } from 'react-aria-components/SearchField'
import { useTRPC } from '@/components/api/trpc'
import { useLiveStore } from '@/components/live/use-live'
import { useMessages } from '@/components/messages/use-messages'
import { Button } from 'react-aria-components/Button'
import { deviceHref, planHref, runHref } from '@/components/shell/hrefs'
import { PAGES } from './pages'
import { findTargets, type Target } from './find-targets'

const Results = ({ onDone }: { readonly onDone: () => void }) => {
  const m = useMessages()
  const store = useLiveStore()
  const router = useRouter()
  const [query, setQuery] = useState('')
  const plans = useQuery(useTRPC().plans.list.queryOptions())
  const targets: Target[] = [
    ...PAGES.map(({ id, href }): Target => ({ kind: 'page', id, name: m.shell.nav[id], href })),
    ...store.list('device').map(({ id, name }): Target => ({ kind: 'device', id, name, href: deviceHref(id) })),
    ...store.list('group').map(({ id, name }): Target => ({ kind: 'group', id, name, href: '/power' })),
    ...(plans.data ?? []).map(({ plan }): Target => ({ kind: 'plan', id: plan.id, name: plan.name, href: planHref(plan.id) })),
    ...store
      .list('host')
      .map(({ id, name }): Target => ({ kind: 'host', id, name, href: `/hosts?q=host:${encodeURIComponent(name)}` })),
    ...store
      .list('vm')
      .map(({ id, name }): Target => ({ kind: 'vm', id, name, href: `/hosts?q=vm:${encodeURIComponent(name)}` })),
    ...store.list('run').map(({ id, title }): Target => ({ kind: 'run', id, name: title, href: runHref(id) })),
  ]
  const found = findTargets(targets, query)
  return (
    <Autocomplete inputValue={query} onInputChange={setQuery}>
      <SearchField aria-label={m.shell.search} autoFocus className="border-b border-line">
        <Input
          placeholder={m.shell.search}
          className="h-12 w-full bg-transparent px-4 text-lg outline-none placeholder:text-fg-3 [&::-webkit-search-cancel-button]:hidden"
        />
      </SearchField>
      <Menu
        aria-label={m.shell.searchTitle}
        items={found}
        className="max-h-96 overflow-auto p-1.5 outline-none"
        renderEmptyState={() => <p className="p-4 text-center text-fg-2">{m.shell.searchEmpty}</p>}
      >
        {(target: Target) => (
          <MenuItem
            id={`${target.kind}:${target.id}`}
            textValue={target.name}
            onAction={() => {
              router.push(target.href)
              onDone()
            }}
            className="flex h-9 items-center justify-between gap-3 rounded-md px-3 lit:bg-ink-4/70 outline-none"
          >
            <span className="truncate">{target.name}</span>
            <span className="text-xs text-fg-3">{m.shell.kinds[target.kind]}</span>
          </MenuItem>
        )}
      </Menu>
    </Autocomplete>
  )
}

export const CommandPalette = () => {
  const m = useMessages()
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen(true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <Button
        onPress={() => setOpen(true)}
        className="flex h-7.5 min-w-0 flex-[0_1_420px] max-sm:flex-1 items-center justify-between gap-3 rounded-md border border-line bg-raised px-2.5 text-fg-3 hover:border-line-strong"
      >
        <span className="truncate">{m.shell.search}</span>
        <kbd className="rounded border border-line px-1.5 font-sans text-xs whitespace-nowrap max-sm:hidden">Ctrl K</kbd>
      </Button>
      <ModalOverlay isOpen={open} onOpenChange={setOpen} isDismissable className="fixed inset-0 z-50 bg-scrim px-4 pt-[12vh]">
        <Modal className="mx-auto w-full max-w-[560px] overflow-hidden rounded-xl border border-line-strong bg-raised shadow-lift">
          <Dialog aria-label={m.shell.searchTitle} className="outline-none">
            <Results onDone={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  )
}
