#!/usr/bin/env node
import { runInstalled } from './run-installed.mjs';

/** `fairsplit COMMAND`, from a fresh clone too. */
await runInstalled('tools/cli/main.ts');
