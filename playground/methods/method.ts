import { z } from 'zod'
import { issues } from '../blocks/issues.ts'
import { parsed } from '../http.ts'
import type { Workspace } from '../workspace.ts'

/** What a Web API method answers; Slack says no with HTTP 200 as well. */
export type Reply = ({ ok: true } | { ok: false; error: string }) & Record<string, unknown>

/** What the methods work on: the workspace, and where its pages and files are served. */
export type Site = { workspace: Workspace; url: string; fileDelay: number }

/** Answers one call, whatever its arguments hold. */
export type Method = (args: unknown, site: Site) => Reply

/** Says no in Slack's way, with its list of reasons. */
export function refused(error: string, reasons: string[] = []): Reply {
  if (reasons.length === 0) return { ok: false, error }
  return {
    ok: false,
    error,
    errors: reasons,
    response_metadata: { messages: reasons.map(reason => `[ERROR] ${reason}`) },
  }
}

/** A method of the Web API: the shape of its arguments and what it does with them. */
export function method<S extends z.ZodType>(args: S, run: (args: z.infer<S>, site: Site) => Reply): Method {
  return (given, site) => {
    const result = args.safeParse(given)
    if (result.success) return run(result.data, site)
    const reasons = issues(result.error.issues, given, '').map(({ message, pointer }) =>
      pointer ? `${message} [json-pointer:${pointer}]` : message,
    )
    return refused('invalid_arguments', reasons)
  }
}

/** An argument that comes as JSON text in a form and as a value in a JSON body. */
export const json = <S extends z.ZodType>(schema: S) =>
  z.preprocess(value => (typeof value === 'string' ? parsed(value) : value), schema)

/** A number that comes as text in a form. */
export const count = z.coerce.number().int().positive()
