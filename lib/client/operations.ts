import type { z } from 'zod';
import type { PlaceName } from '../doors/places';
import type { DeepReadonly } from '../model/deep-readonly';
import type { Wire } from '../model/wire';
import type { ExportedFile } from '../verbs/analysis/exported-file';
import type { DoorFacts, Verb } from '../verbs/verb';
import type { verbTopics } from '../verbs/verb-list';

// What each operation takes and answers, read from its verb. Types alone: nothing of a verb is there when a client runs.

type ListedVerb = (typeof verbTopics)[keyof typeof verbTopics][number];

/** By the verb's name. */
export type Operations = {
  readonly [Name in PlaceName]: Operation<Extract<ListedVerb, { readonly name: Name }>>;
};

type Operation<Listed> =
  Listed extends Verb<infer Result, infer Input, string, infer Output, infer Said>
    ? { readonly input: InputOf<Input, Said>; readonly answer: AnswerOf<Result, Output, Said> }
    : never;

type InputOf<Input extends z.ZodType, Said extends DoorFacts> = Said extends {
  readonly body: infer Body extends z.ZodType;
}
  ? DeepReadonly<z.input<Body>>
  : DeepReadonly<Sendable<z.input<Input>, z.output<Input>>>;

/** Of what the schema makes a date, a number or a yes of a text, that may be given too: it is sent as its text. */
type Sendable<Given, Read> = {
  [Name in keyof Given]: unknown extends Given[Name]
    ? MemberOf<Read, Name>
    : Name extends 'changes'
      ? Sendable<Given[Name], MemberOf<Read, Name>>
      : MemberOf<Read, Name> extends boolean | Date | undefined
        ? Given[Name] | MemberOf<Read, Name>
        : Given[Name];
};

type MemberOf<Read, Name> = Read extends unknown ? (Name extends keyof Read ? Read[Name] : never) : never;

type AnswerOf<Result, Output extends z.ZodType, Said extends DoorFacts> = [Result] extends [
  ExportedFile | null,
]
  ? ReceivedFile
  : Output extends z.ZodUndefined
    ? undefined
    : Wire<Said extends { readonly missing: string } ? Exclude<Result, null> : Result>;

/** What an export answers with. */
export interface ReceivedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}
