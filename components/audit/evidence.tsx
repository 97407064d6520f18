'use client'

import { useFormat } from '@/components/format/use-format'
import { useMessages } from '@/components/messages/use-messages'
import type { Json } from '@/server/domain/journal'
import { isRecord, keyWords, valueWords } from './evidence-words'

const BOX = 'rounded-md border border-line bg-panel p-3 text-sm'
/** What is nested deeper is shown as recorded. */
const DEEPEST = 2

const Raw = ({ data }: { readonly data: Json }) => (
  <pre className={`overflow-x-auto font-mono whitespace-pre-wrap ${BOX}`} tabIndex={0}>
    {JSON.stringify(data, null, 2)}
  </pre>
)

const Rows = ({ data, depth }: { readonly data: { readonly [key: string]: Json }; readonly depth: number }) => {
  const m = useMessages()
  const format = useFormat()
  return (
    <dl className="grid grid-cols-[fit-content(45%)_minmax(0,1fr)] gap-x-4 gap-y-1">
      {Object.entries(data).map(([key, value]) => {
        const words = valueWords(key, value, m, format)
        return (
          <div key={key} className="contents">
            <dt className="text-fg-3">{keyWords(key, m)}</dt>
            <dd className="min-w-0 break-words">
              {words ??
                (isRecord(value) && depth < DEEPEST ? (
                  <Rows data={value} depth={depth + 1} />
                ) : (
                  <code>{JSON.stringify(value)}</code>
                ))}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

const Part = ({ name, term, data }: { readonly name: string; readonly term: string; readonly data: Json }) => {
  const m = useMessages()
  const format = useFormat()
  return (
    <section className="grid content-start gap-1">
      <h3 className="text-xs text-fg-3">{term}</h3>
      <div className={BOX}>
        {isRecord(data) ? <Rows data={data} depth={0} /> : (valueWords(name, data, m, format) ?? <Raw data={data} />)}
      </div>
    </section>
  )
}

/** Before → after side by side where the entry has them, the rest as it was seen; all of it as recorded below. */
export const Evidence = ({ data }: { readonly data: Json }) => {
  const m = useMessages()
  if (data === null || (isRecord(data) && Object.keys(data).length === 0)) return null
  const { before, after, ...rest } = isRecord(data) ? data : {}
  const isChange = before !== undefined && after !== undefined
  const others: Json = isChange ? rest : data
  return (
    <>
      {isChange ? (
        <div className="grid gap-3 sm:grid-cols-2">
          <Part name="before" term={m.audit.before} data={before} />
          <Part name="after" term={m.audit.after} data={after} />
        </div>
      ) : null}
      {isRecord(others) && Object.keys(others).length === 0 ? null : (
        <Part name="evidence" term={m.audit.evidence} data={others} />
      )}
      <details>
        <summary className="cursor-pointer text-xs text-fg-3">{m.audit.raw}</summary>
        <Raw data={data} />
      </details>
    </>
  )
}
