import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startEngine } from './engine/client.ts';
import { watchForInvitations } from './engine/invitation-link.ts';
import { keepApp } from './offline/keep-app.ts';
import './styles/all.css';

createRoot(document.getElementById('root')!).render(<App engine={startEngine()} />);
keepApp();
watchForInvitations();
