/** What happened, in the past tense. An event of a newer version is shown by its type. */
const WORDS: { readonly [type: string]: string } = {
  'record.created': 'created the record',
  'record.title-set': 'renamed the record',
  'record.field-set': 'wrote',
  'record.status-set': 'changed the status to',
  'record.assigned': 'assigned',
  'record.tag-added': 'added the tag',
  'record.tag-removed': 'removed the tag',
  'record.entry-added': 'logged',
  'record.task-added': 'added the task',
  'record.task-set': 'changed a task:',
  'record.task-removed': 'removed a task',
  'record.comment-added': 'commented',
  'record.archived': 'archived the record',
  'record.restored': 'restored the record',
  'record.signed': 'signed off:',
  'record.sign-off-settled': 'decided on a sign-off:',
  'person.created': 'added the person',
  'person.interest-added': 'added the interest',
  'person.interest-removed': 'removed the interest',
  'person.name-set': 'changed the name to',
  'person.age-set': 'changed the age to',
  'body.changed': 'wrote prose',
};

export const activityWords = (type: string): string => (Object.hasOwn(WORDS, type) ? WORDS[type]! : type);
