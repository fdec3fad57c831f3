package pipeline

import "context"

// RegistryChange is what a command did to the stored models.
type RegistryChange struct {
	Action   string `json:"action,omitempty"` // as in the history; empty where nothing changed
	Model    string `json:"model"`
	Previous string `json:"previous,omitempty"` // the champion up to then
}

// registryStage changes the stored models.
type registryStage struct {
	name string
	work func(*State) error
}

func (r registryStage) Name() string { return r.name }

func (r registryStage) Run(_ context.Context, s *State) error { return r.work(s) }

// PromoteStages make a model the champion, by any of its names, and tell what
// they did in done. Force overrules the gate and is recorded.
func PromoteStages(ref, reason string, force bool, done *RegistryChange) Stages {
	return Stages{registryStage{"promote", func(s *State) error {
		id, err := s.resolveModel(ref)
		if err != nil {
			return err
		}
		before, err := s.championID()
		if err != nil {
			return err
		}
		if before == id {
			*done = RegistryChange{Model: id, Previous: id}
			return nil
		}
		if err := s.promoteByHand(id, reason, force); err != nil {
			return err
		}
		*done = RegistryChange{ActionPromoted, id, before}
		if s.forced(id) {
			done.Action = ActionForced
		}
		return nil
	}}}
}

// RollbackStages make the previous champion the champion again, and tell what
// they did in done.
func RollbackStages(reason string, done *RegistryChange) Stages {
	return Stages{registryStage{"rollback", func(s *State) error {
		from, to, err := s.rollback(reason)
		*done = RegistryChange{ActionRolledBack, to, from}
		return err
	}}}
}

// RemoveStages delete a model, by any of its names, and tell what they did in
// done. The champion is never deleted but where it is damaged and force is given.
func RemoveStages(ref string, force bool, done *RegistryChange) Stages {
	return Stages{registryStage{"remove", func(s *State) error {
		id, err := s.resolveModel(ref)
		if err != nil {
			return err
		}
		*done = RegistryChange{Action: ActionRemoved, Model: id}
		return s.remove(id, force)
	}}}
}
