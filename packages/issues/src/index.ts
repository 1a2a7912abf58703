export { firstLines, listText, MOST_LINES, moreText } from './bounded.ts';
export { bugReportOf } from './bug-report.ts';
export {
  type CodeMeaning,
  type CodeOf,
  type CodeTable,
  defineCodes,
  error,
  notice,
  refusal,
  warning,
} from './codes.ts';
export { IssueCollector, type IssueDetail, inputRefusal, type Listing } from './collector.ts';
export {
  InvalidImageError,
  InvalidInputError,
  internalError,
  refuseErrors,
  refuseImage,
  refuseInput,
  StorageError,
  type StorageFailure,
  unreachable,
} from './errors.ts';
export { type Issue, issueText, type Place, placeText, printable, type Severity, type TextPosition } from './issue.ts';
export {
  checkedMatch,
  type MakeStorageError,
  type ReplaceCondition,
  type StepTable,
  type StorageErrorDetails,
  storageCodes,
  storageErrorsOf,
  storageSteps,
} from './storage-failures.ts';
