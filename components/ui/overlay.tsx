'use client'

import { X } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { Button } from 'react-aria-components/Button'
import { Dialog as AriaDialog } from 'react-aria-components/Dialog'
import { Heading } from 'react-aria-components/Heading'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { ErrorNote } from './error-note'
import { openPlace, type Refusal } from './refusal-place'

interface OverlayProps {
  readonly title: string
  readonly closeLabel: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** Stays in view at the end: the buttons. */
  readonly footer?: ReactNode
}

/** Why what was asked for in this dialog was not done; always in view, whatever the content is scrolled to. */
const Refused = ({ title }: { readonly title: string }) => {
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  useEffect(() => openPlace({ tell: setRefusal }), [])
  if (refusal === null) return null
  return (
    <div className="px-5 pb-4">
      <ErrorNote
        title={refusal.titled(title)}
        detail={
          <>
            <span className="block">{refusal.message}</span>
            {refusal.hint ? <span className="block">{refusal.hint}</span> : null}
          </>
        }
      />
    </div>
  )
}

const Body = ({ title, closeLabel, onClose, children, footer }: Omit<OverlayProps, 'isOpen'>) => (
  <AriaDialog className="flex max-h-full min-h-0 flex-1 flex-col outline-none">
    <header className="flex items-start gap-3 px-5 pt-5 pb-3">
      <Heading slot="title" className="min-w-0 flex-1 text-xl font-semibold tracking-tight break-words">
        {title}
      </Heading>
      <Button
        aria-label={closeLabel}
        onPress={onClose}
        className="grid size-7 place-items-center rounded-md text-fg-3 hover:bg-ink-4/60 hover:text-fg"
      >
        <X size={16} aria-hidden="true" />
      </Button>
    </header>
    <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-4">{children}</div>
    <Refused title={title} />
    {footer ? <footer className="grid gap-3 border-t border-line px-5 py-4">{footer}</footer> : null}
  </AriaDialog>
)

/** From the side, over the page that it is about. */
export const Sheet = ({ isOpen, onClose, wide, ...body }: OverlayProps & { readonly wide?: boolean }) => (
  <ModalOverlay
    isOpen={isOpen}
    onOpenChange={(open) => (open ? undefined : onClose())}
    isDismissable
    className="fixed inset-0 z-40 bg-scrim"
  >
    <Modal
      className={`fixed inset-y-0 end-0 flex w-full flex-col border-s border-line bg-raised shadow-lift ${wide ? 'max-w-[820px]' : 'max-w-[520px]'}`}
    >
      <Body onClose={onClose} {...body} />
    </Modal>
  </ModalOverlay>
)

export const Dialog = ({ isOpen, onClose, ...body }: OverlayProps) => (
  <ModalOverlay
    isOpen={isOpen}
    onOpenChange={(open) => (open ? undefined : onClose())}
    isDismissable
    className="fixed inset-0 z-50 grid place-items-center bg-scrim p-4"
  >
    <Modal className="flex max-h-[85vh] w-full max-w-[560px] flex-col rounded-xl border border-line bg-raised shadow-lift">
      <Body onClose={onClose} {...body} />
    </Modal>
  </ModalOverlay>
)
